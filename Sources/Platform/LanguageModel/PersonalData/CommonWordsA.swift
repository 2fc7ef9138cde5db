/// The first half, A to K, of the words that `CommonWords` holds.
enum CommonWordsA {
    static let words = """
        abandoned abide ability able about above absence absolute absolutely abuse academic accept accepted access
        accident acclaim accompanied according account accounting accounts accuracy accurate accused ace achieve
        achieved achieving acid acquired acre acres across act acted acting action actions active activist activities
        activity actor actors actress acts actual actually adaptation adapted add added adding addition additional
        address adjacent administration administrative admire adopted adult adults advance advanced advantage adventure
        advertising advice affair affect affected affiliated afford affordable afraid after afternoon afterwards again
        against age aged agencies agency agents ages ago agree agreed agreement agriculture ahead aid aide air aircraft
        aired airport akin alas albino album albums alcohol alder alderman ale alert alias alien aliens alive all
        alleged alley alliance allow allowed allowing allows ally almond almost aloe alone along alongside alpha already
        also alter alternative although alto altogether always amass amber ambition amble amend amendment among amongst
        amount amounts an analysis anchors ancient and angel anger angle angles angry angst animal animals animated
        announced annual annually another answer answered answers ant any anyone anything apart ape app apparently
        appeal appear appearance appearances appeared appearing appears apple apples application applications applied
        apply appointed approach approached appropriate approval approved approximately apt arch archer architect
        architecture are area areas arena arenas argue argued argues argument argyle arm armed armor arms army around
        arranged arrangements arrest arrested arrival arrived arrow art article articles artist artistic artists arts
        ash ask asked asking asleep aspects aspen assessment assets assigned assistance assistant associated association
        assume assumed ate atmosphere attached attack attacked attacks attempt attempted attempting attempts attend
        attended attending attention audience aura author authorities authority authors auto automation autumn
        availability available average avoid aw awarded awards aware awareness away awe awkward ax axe axon aye azure
        baby bachelor back backbone backer backers background bacon bad bade badger bag bags bail bake bakes balance
        bald balding bales ball balloon balls balsam ban banana band bands bane bang bangs bank banker banks banner
        banning banter bar barber bare barefoot barge barges bark barks barley barn barns barrack barren barrette
        barrier barrio barrios barrow bars barter base baseball based baseman basic basin basis basket basketball bass
        basso batch bath bathe bathroom baton batter batters battle battles batty bay bays be beach beacon beam beams
        bean beans bear beard bearded beards bears beat beau beautiful beauty beavers became because beck become becomes
        becoming bed bee beech been beer beers bees beets before began begged begin beginning begins begun behavior
        behind being belief beliefs believe believed believes bell bellows bells beloved below belt belts bench bend
        bending benefit benefits bent berry berth beside besides best better between beverage beyond bias bicker bicycle
        bid bidding bier big bigger biggest bike bikes bile bill billing billion bills binder birch bird birdie birds
        birth birthday bishop bison bit bitter black blacksmith blade blades bland blank blaze blazer blazing bleak
        blend blender bless blessed blessing blew blight blind bliss blizzard block blond blood bloom blossom blow
        blowers blue blush board boards boast boat boatman boats bode bodies bodily body bogie bogus bold bolster bolt
        bomb bond bonds bone bones bong bongo bonnet bonnie bonus book books boom boon boost boot booth boots booty
        border borders borer boring born borne boroughs borrow boss both bottle bottom bottoms bough bought bound
        boundaries boundary bounds bouquet bourgeois bow bowels bower bowler bowling box boxer boy boys brace bracket
        brain brake bramble bran branch branches brand brands brandy bras brass brave braver brawn brazen breach bread
        break breaker breakfast breaking breath breech breed breeding breeze brew brewer briar brick bride bridegroom
        bridge bridges brief bright brighter brightly brilliant brim brine bring bringing brink brisk brittle broad
        broadcast broaden broccoli brochure broke broken broker bronze brood brook brooks broom brooms brother brothers
        brought brow brown brownie brunette brush buckle buckles bucks bud buddy budge budget buff buffalo buggy build
        building buildings built bull bullion bump bumpers bumps bun bunch bunk bunker bunting buoy burden burger buried
        burly burn burned burner burning burns burrow burrows bury bus bush bushy business businesses busing buss buster
        bustle busy but butcher butler butt butte butter butterfly button buy buying buys bye byes cabal cable cables
        cadence cadet cage cagey cake cal calamity caldron calico call called caller calling callow calls calm came
        camel camellia camera camp campaign campanile camper camps campus can canal canard canary cancel cancer
        candidate candle candy cane canes cannon cannot canon canto canton canyon cap capable capacity caper capers
        capes capital caprice captain capture captured car carbine carbon card cards care career carefully cargo carp
        carpenter carriage carried carrier carries carrion carry carrying cars cart case casement cases cash cashing
        casino cassette cast castle castles castor cat catch catching categories category cater cattle caught causal
        cause caused causes causing cavalier cave caves cease ceased cedar cedars celebrated cell cellar cells census
        cent center centers central centuries century ceremony certain certainly certified chain chair chairman chairs
        chalk challenge challenger challenges chamber chamberlain chambers champagne champion champions championship
        championships chance change changed changes changing channel channels chant chapel character characters charge
        charged charges charity charm chart charter charters charts chase chastity check cheek cheeks cheers cheese
        chemical cherish cherry chess chestnut chew chick chief child childhood children chill chimes chin chip choice
        choose chose chosen chum church churches churn chute cilia cinnamon circle circumstances citation cited cities
        citizen citizens city civil civilian claim claimed claims clamp clan clap clarity class classes classic
        classical classification classified classroom clause claw clay clean cleaning clear clearly cleaver cleaves
        clerk clever cleverly click client clients cliff climate climbing climes clinch clock close closed closely cloth
        clothes clothing cloud clover club clubs cluck cluster clutter coach coachman coast coastal coaster coat coats
        cobalt cocks coda code coffee coffin coil coin coins coke cold colder collaboration collapse collar collection
        college collie colon colonel colonial colony color colored colorful colors colt column coma comb combat
        combination combined combs combustion come comedian comedy comes comfort comic coming comings command commander
        comment commercial commitment committed committee common commonly communication communities community companies
        companion company compare compared compete competed competing competition competitions competitive competitors
        complete completed completely completion complex component components composed composer composition compounds
        comprehensive computer computers concentrated concept conception concepts concern concerned concerns concert
        conclude concluded conclusion concrete condition conditions conduct conducted cone cones confer conference
        confidence confident confirmed conflict confused connected connection conquest cons consecutive consequence
        consequences conservative consider considerable considered considering consist consisted consisting consists
        console constable constant constitution constitutional constructed construction consultation consumption contact
        contain contained containing contains contemporary content contest context continue continued continues contract
        contrast contribute contributed contributions control controlled conversation converse converted cook cooking
        cooks cool cooler cools cope copies copper copy coral cord cordial cordon cords core cork corn corner corners
        cornet corns corny corona corporal corporate corpus correct cost costs costume cottage cotton couch cough could
        councilman count counter counties countries country countryman counts coup coupe couple courage courier course
        courses court courts cousin cousins cove coven cover coverage covered covering covers covert cow coward cowboy
        cows crab cradle craft crafts cramp crane crank crape crash crate crater craze cream create created creating
        creation creature creatures credit credited credo creed creeks creel crest crew crews cricket cried crime crimes
        criminal crisis crisp critical criticism criticized critics croak crochet crock crone crook crooked cross
        crossed crosser crossing crouch crow crowd crowded crown cruel cruise crumb crumble crumbly crutch cry crying
        crystal cubit cue cuff cull cultural culture cunning cup curb cure curl curling curls curly current currently
        curriculum curry custard customer customers cut cutter cutting cycle cypress czar dad dahlia daily dais daisy
        dale dam damage dance dancer dances dancing dandelion danger dangerous dare daring dark darling dart darting
        dash data date dates dating daub daughter daughters dawn day daylight days deacon dead deal dean dear dearest
        dearth death deaths debate debut debuted decade decades decent decide decided decision decisions deck declared
        decline declined decree dedicated deductible deed deeds deem deep deer defeat defeated defend defending defense
        defined definitely definition degree degrees delay delight delighted delivered dell delta demand demo
        demonstrate demos denied denier denim dense density dent department depend depending depends deputy derby
        derived describe described describes description desert design designated designed designs desire desired
        despite dessert destiny destroyed destruction detailed details deter determine determined develop developed
        developing development device devices devoid dew dial dials diamond dice dicks did die died dies diesel
        difference differences different difficult difficulty digital dike dikes dill dimes dimmer din dine dinner dire
        direct directed direction directions directly director dirt dirty disappeared discharge discipline discount
        discounts discovered discovery discrimination discuss discussed discussing discussion disease disobedience
        display distance distinct distinctive distinguished distributed distribution district districts ditch ditto
        diver divers diverse divided divine division divisions do dock doctor doctors documentary documents doe does dog
        dogs doing doles doll dollar dollars dolphin dome domestic dominant dominion domino don donate done donning doom
        door doors dormer dose dot double doubles doubt dove dowdy down downs downtown downy draft drafts dragon drain
        drama dramatic drank drape draw drawing drawn dream dreams dredge dress dressed dresses drew drier dries
        drilling drink drinking drive driven driver drivers drives driving drone drones drop dropped drought drove drown
        drug drugs drum drummer drums dry dryer dub duck ducking due duel dues duet duke dull dung dunk duo during dusk
        dusky dust duster dusty duties duty dye dyke each eager eagle ear earlier earliest earls early earn earned
        earnest ears earth earthly easier easily east easterly eastern easy eat eaten eating eaves ebony echo economic
        economy ed edge edited edition editor education educational effect effective effectively effects efficiency
        efficient effort efforts eggs ego eight eighth either elder elderly elders eldest elected election elections
        electric electricity electronic element elements eleven elite elk ell elm elms else elsewhere em email ember
        emerald emergency emo emotional emphasis employed employee employees employment empty encouraged end ended
        ending ends enemy energy engage engaged engagement engine engineer engineering engines enjoy enjoyed enjoying
        enough enrolled ensign ensure ensuring enter entered entering entertainment entire entirely entitled entrance
        entry environment environmental eon epic episode episodes equal equally equipment equivalent era error escape
        escort especially essence essential establish established estate ester esters estimate estimated etc eternity
        ethnic evaluation even evening event events eventually ever evergreen every everybody everyone everything
        evidence evil evolution evolved exact exactly example examples excellent except exception exceptional exchange
        excited exclusive exclusively executive exercise exist existed existence existing exists exodus expanded
        expansion expect expected expenses expensive experience experienced experiences experiment experiments expert
        experts explain explained explicit explore expose exposure express expressed expression extend extended
        extensive extent external extra extreme extremely eye eyes fable face faced faces facilities facility facing
        fact factor factors facts faculty fail failed failing fails failure fain fair fairly fairy faith faithful fake
        falcon falconer fall fallen falling fallow falls false falter fame familiar families family famous fan fanning
        fans fantasy far fare farm farmer farmers farthing fashion fast faster fat fate father fault favor favorite
        favors fawn fear fearing fears feast feather feathers feature featured features featuring federal fedora fee
        feed feeding feel feeling feelings fees feet fell fellow fellows felt female females fence fend fender fer fern
        ferns ferry festival fetch few fewer fickle fiction fictional fiddler field fielder fielding fields fife fifteen
        fifth fifty fight fighting figure figures file files fill filled film filmed films filter final finally
        financial find finder finding findings finds fine finely finer fines finger fingers finish finished fire fired
        fireman firm first fiscal fish fisher fisherman fishing fit fitness fitting five fix fixed flack flag flair
        flaming flank flash flat flatness flatten flatter flattery flavors flax fled fleet fleeting flew flexible flick
        flies flight fling flint flock flood floor flora flow flower flowers flows flurry fly flying focus focused
        focuses foil folds folio folk folks follow followed following follows font foo food foot football footballer
        footman for force forced forces fore foreign forest forests forge forget forgot form formal formally format
        formation formed former formerly forming forms formula fort forth forts fortune forward foster fought found
        foundation founded founder founding fountain four fourth fox fraction frame frames franchise fray free freed
        freedman freedom freer frees freeze frequently fresh freshwater fret friar fridge fried friend friendly friends
        fries frieze frightened frock from front frost fruit fruits fry fuel full fully fun function functions
        fundamental funded funding funds funk furlough furnace furnish furniture furrow furry further fury fuse fuss
        future gable gables gabs gain gained gains gal gala gall gallant gallery gallon gallop gamble gambler game games
        gamma gander gang gap garb garden gardener gardenia garnet garret garrison gas gate gates gather gathered
        gathering gathers gaudy gauze gave gavel gay gear gearing gem gender gene genera general generally generated
        generation generous genesis genre gens gent gentle gentleman gentry genus geological get gets getting giant gift
        gifts gills gin ginger girl girls girt gist give given gives giving glad gladden glade glance glass glasses
        glaze glen glimpse global glory gloss glow go goal goals goes going goings gold golden golds goldsmith golf
        gondola gone gonna good goodly goodness goods goodwill goose gory gossamer got gotta gourd govern government
        governments governor grace graces grad grade gradually graduate graduated graft grain gram grams grand
        grandchild grant granted grapes graph grass grassy grate grave gravel gravely graver graves gray grayer great
        greater greatest greatly green greener greenhouse greet grew grey grief grieve grieves grill grills grim grime
        grimes grinder grip grist groom grooms gross grosser ground grounds group groups grove groves grow growing grown
        growth grumbling guard guardian guess guest guests guide guile guilty guise guitar guitarist gull gum gums gun
        gunner guns gurney gust gut gutter guy guys ha hack hacker hacking had haddock haft haggard hail hails hair half
        hall hallmark halls halo halt halter ham hamburger hamlet hammer hammers hammock hamper hand handing handler
        hands handsome handy hang hanging happen happened happens happiness happy harbor hard harden harder hardly hare
        harm harmony harms harness harp harsh harvest has hash haste hasten hasty hat hatch hatchet hats have haven
        having hawk hawker hawthorn hay hazard haze hazel hazy he head heading headland headquarters heads heal health
        healthcare heap heaps hear heard hearing heart heat heater heath heather heaven heavenly heavily heavy heckle
        hedge hedges height heir heist held helm helmet help helped helper helping helps hem hemp hence her herald herb
        herd here heritage hero heron herring herself hew hey hick hidden hide hides high higher highest highly highway
        hikes hill hillier hillock hills hilt him himself hind hinders hint hip hire hired hires his hiss historians
        historic historical history hit hitch hits hives ho hoard hobby hockey hoe hoist hold holder holding holds hole
        holes holiday hollering hollow holly holy home homes homestead honey honor hood hook hooks hoop hoops hop hope
        hopes hopper hopping horizon horn horns horror horse horseman horses hose hospital host hosted hosts hot hotel
        hotter hour hours house household householder households housekeeper houses housing hover how however huddle hue
        hug huge huh hull human humans humble hummingbird hundred hundreds hung hunger hunt hunter hunting huntress
        huntsman hurdle hurl hurry hurt husband husbands hush husky hyacinth hydrogen ice idea ideal ideas identified
        identify identity idol ill illegal image images imagine immediate immediately impact imperial implementation
        implemented implicit importance important impossible impressive improve improved improvement improvements in
        incapable inch inches incident include included includes including income incorporated increase increased
        increases increasing increasingly indeed independence independent indicate indigenous indigo individual
        individuals indoors industrial industry inequality infield infinity influence influenced influential information
        informed inhabitants initial initially injured injury ink inner innocent innovative input inside insights
        inspired instance instead institution institutions instrument instruments insurance intelligence intended
        intense intention interest interested interesting interests interface interior internal international
        internationally intervention interview into introduce introduced introduction invasion invented investigation
        investment invited involve involved involvement involves involving ion iris iron island islands isolated issue
        issued issues items its itself ivory ivy jabs jacket jacks jade jasmine jay jazz jazzy jeans jelly jersey jest
        jet jetty jewel jewels job jobs jock join joined joining joint jolly jonquil journal journalist journey joy
        jubilee judge jumbo jump jumped jumper jumping jumps junior juniper junk jurist jury just justice kale karma
        keel keen keep keeping kelp kennel kept kettle key keys kick kicker kicks kid kidney kids kill killed killer
        killing killings kilts kin kind kinder kindle kindred kinds king kingdom kingfisher kings kinsman kipper kiss
        kit kitchen kitchens kite kitten kitty knee knew knife knight knightly knights knock knoll know knowing
        knowledge known knows knuckles
        """
}
