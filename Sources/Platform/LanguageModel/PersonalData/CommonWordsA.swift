/// The first half, A to K, of the words that `CommonWords` holds.
enum CommonWordsA {
    static let words = """
        abbey abbott abide ability able about above abril absence absent academic accept accepted access accident
        according account accounting accuracy accurate ace achieve achieved acquired acre acres across act acting
        action actions active activities activity actor actors actress acts actual actually ada adair adaptation
        adapted add added addition additional address ade ades adler administration admire adopted adult adults
        advance advanced advantage advice affected afraid after again against age agency agent agents agin ago agosto
        agree agreed agreement ahead ai aid aide air aircraft aired akin al ala alas alba alberta album albums alder
        alderman alegria alert alexandria alias alien aliens all alley alliance allow allowed allowing allows alls
        ally alma almond almost aloe alone along alongside alpha already also alter alternative although alto always
        amass amber amend amis among amongst amount amr an analysis anchors ancient and angel angeles anger angle
        angles angry angst animal animals animated announced annual annually another answer answered answers antonyms
        any anyone anything ao ape app appear appearance appeared appears appl apple application applications applied
        apply appointed approach appropriate approved approximately april apt ar arch archer architecture are area
        areas arena arenas argue argued argyle arm armor armour arms army around arrested arrived arrow art article
        artist artists arts ash ask asked asking asleep aspects associated association ate atmosphere attached attack
        attacks attempt attempted attempts attend attended attention au audience august aura aurora aus author
        authorities authority authors auto automation autumn available avant average avoid aw award awarded awards
        aware away awe awkward ax axe aye azure ba baby bachelor back backbone backer backers background bacon bad
        bade badger bag bagger bagley bail bake baker bakes bal bald balding bale ball balloon balls balsam ban banana
        band bands bane bang bangs bank banker banks banner banning banter bar barber bare barefoot barge barges bark
        barks barley barn barns baron barrack barren barrera barrette barrier barrio barrios bars barter base baseball
        based baseman basic basil basis basket basketball bass basset bastien batch batdorf bath bathe baton batter
        batters battle battles batty bay bays be beach beam beams bean beans bear beard bearded beards bears beat beau
        beautiful beauty beaver beavers became because beck become becomes becoming bed bedford bee beech been beer
        beers bees beets before began begin beginning begins begun behavior behind bein being believe believed bell
        bellman bello bellow bellows bells below belt belts bench bend bending bendorf benefit benefits bens bent
        bergmann berry berth bertram besch beside best better between beverage beyond bi bias bible bicker bicycle
        bidding big bigger biggest bike bilberry bile bill billing billion bills binder bio birch bird birdie birds
        birth bishop bison bit bitter black blackbird blacksmith blade blades blanca blanco bland blank blasius blaze
        blazer blazing bleak blend blender bless blessing blew blight blind bliss blizzard block blocker blond blood
        bloom blossom blow blowers blue blume blunt blush blythe bo board boards boast boat boatman bob bode bodies
        bodily body bogus bold bologna bolster bolt bon bond bonds bone bones bong bongo bonnet bonnie bono bonus book
        books boom boomer boon boot booth boots booty border borders borer boring born borne boron boroughs borrow
        boss both bottom bottoms bough bought bound boundary bounds bouquet bourgeois bourne bow bower bowl bowler
        bowling bowman box boxer boy boys brace bracket brain brake bran branch branches brand brands brandy brass
        brave braver bravo brazen breach bread break bream breath breech breed breeding breeze bressette brew brewer
        briar brick bride bridegroom bridge bridges bright brighter brightly brilliant brim brine bring bringing brink
        brittle broad broadcast broaden broccoli brochure broke broken broker brood brook broom brooms brother
        brothers brought brow brown brownie brunette brush buck buckle buckles bucks bud buddy budget bueno buff
        buffalo buggy build building buildings built bull bullion bump bumpers bumps bun bunch bunk bunker bunny bunt
        bunting buoy burckhard burden bureau burger buried burn burner burns burrow burrows bury bus bush bushy
        business businesses busing busy but butcher butler butt butter button buy buys bye byes caballero cable cables
        cadet cage cagey cake cal calamity caldera caldron call calle called caller calling callow calls calvo cam
        came camel camera camino camp campaign campanile camper campos camps campus can canal canard canary cancel
        cancer candle candy cane canes cannon cannot cano canon canto canton canty cap capacity cape capella caper
        capers capes capital capri captain captured car carbon card cardinal cardinals cards care career carefully
        cargo caridad carp carpenter carried carrier carries carrion carry carrying cars cart casado casas case cases
        cash casino cassette cast castillo castle castles castor cat catch catching category cater caught cause caused
        causes causing cavalier cave caves cease cedar cedars cell cella cellar cells census center centers central
        centre centuries century ceo ceremony certain certainly cha chad chain chair chalk challenger chamber
        chamberlain chambers champagne champion champions championship chance chancellor chanel chang change changed
        changes channel channels chant chapel chapman character characteristics characters charge charity charm chart
        charter charters chase che check cheek cheeks cheers cheese chemical cheng cher cherish cherry chess chestnut
        chet chew chi chick chief chihuahua child children chill chimes chin ching chip choice choose chose chosen
        chow christian chu chum church churches churn chute cinnamon circle circumstances cities citizen citizens city
        civil claim claimed claims clan clap clarence clarity clarke clarkson class classical classified clause claw
        clay clean cleaning clear clearly cleaver clemente clerk clever cleverly cliche click client clients cliff
        climate climes clinch clock close closed closely clothes clothing cloud clover club clubs cluck cluster
        clutter co coach coachman coast coaster coat coats coca coch cocks coco coda code coffee coffin coil coin
        coiner coins coke cold colder cole collaboration collar collection college collie colon colonel colony color
        colored colorful colors colt coma combination combined combs come comedian comedy comes comfort comic coming
        commander comment commercial committee common commonly communication communities community companies companion
        company compared compete competed competition competitive complete completed completely complex composed
        composer comprehensive computer concept conception concerned concerns concert concluded condaqa condition
        conditions conducted cone cones confer conference confirmed conflict cong conjunctions connected connection
        conquest cons consecutive consider considered consists console constable constance constant constructed
        construction consuelo consultation consumption contact contain contained contains contemporary content
        continue continued continues contract contradicted contrast control conversation converse cook cookie cooking
        cooks cool cooler cools cope copies copper coral cord cordero cordial cords core cork corn corner corners
        cornet cornfield corns corona corporal corpus correct cortes cos cost costs cotta cottage cotton couch cough
        could couldn council councilman counter counterfactual countries country countryman counts county coup coupe
        couple courier course court courts cousin cousins couture cove cover coverage covered covers covert coward
        cowboy cradle craft crafts crane crank crape crate crater craton craven craze cream create created creating
        creation credit credo creed creeks creel crespo crest crew crews cried crime crimes criminal crisp critical
        critics croak crocco crochet crock croissant cron crone crook crooked cross crosser crouch crow crowd crown
        cruel cruise crumb crumble cruz crystal ctenophores cue cuesta cuff cull cultural culture cunning cunningham
        cup curb curd cure curl curling curls curly current currently curry custard customer customers cut cutter
        cutting cypress czar dad daft dahl dahlia daily dais daisy dale dam damage dame dance dancer dancing danger
        dar dare daring dark darlin darling dart darting das dash data date dates daub daughter daughters dawn day
        days deacon dead deal dean dear dearth death debate debut dec decade decades decent decide decided decision
        decisions deck decker declared decree dedicated deed deeds deem deep deer defeated defending defense defined
        definition degree degrees del delay delgado dell della delle delta demand demo demos dense dent department
        depending deputy der derby derived describe described describes design designated designed desire despite
        dessert destiny destroyed detailed details deter determine determined deus dev develop developed developing
        development device devices devoid dew dey dia dial dials diamond dice dick dickens dicks did didn die died
        diel dies diesel difference differences different difficult digital dike dikes dill dimmer din dine dinger
        dingle dinner dire direct directed direction directly director dirt discount discounts discovered discuss
        discussed discussion disease disfmarker disobedience display distance distinct distributed distribution
        district ditch divel diver divers divided divin divine division diwan do dock doctor dodge doe does doesn dog
        dogs doing doll dollar dollars dolores dolphin dome domestic dominant domingo dominion domino don donate done
        donna donnell donning doom door dose dost dot double douce dove dowdy dower down downs downy draft drafts drag
        dragon drain drama draw dress dressed drew drier dries drilling drink drinking drinks drive driver drivers
        driving drone drones drop dropped drought drown drug drugs drum drummer dry dryer du dub duck due duel dues
        duet duff duffel duke dull dung dunk dura during durst dusky dust duster dusty duty dye dyke each eager eagle
        eagles ear earl earle earlier earliest earls early earned earnest earth earthly easily east easter easterly
        eastern easy eat eating eaves ebony echo eckert economic economy ed eddy ede eden edge edling education
        educational ee effect effective effects efficiency efficient effort efforts eggers eggs ego eight either ek el
        elder elderly elders eldest elected election elections electric element elements elk ell ello elm elms else
        elvis em email emerald emmons emo emperor employed employees empty end enda ended ends enemy energy eng engine
        engineering enjoy enjoying enough ensign ensure enter entered entire entirely entry environment environmental
        eon episode episodes equal equation equations equipment era escape escort especially esperanza essential
        establish established ester esters estimated estrella etc eth ethnic ethyl etter eval evaluation eve even
        evening event events eventually ever every everyone everything evidence evil exact exactly example examples
        except exchange exclusive executive exist existing expanded expansion expect expected expensive experience
        experienced experiment experimental experiments explain explicit expose expressed extended extensive extent
        external extra extremely eye eyes face facilities facility facing fact factor factors fail failed failing
        fails failure fain fair fairly fairy fairytaleqa faith fake falcon falkner fall fallen falling fallow falls
        false falter families family famous fan fanning fans fantasy far fare farm farmer fashion fast faster fat fate
        father faux favor favorite favors fawn fe fear fearing fears feast feather feathers feature featured features
        featuring federal fedora fee feel feeling fees feet feild fell fellow fellows felt female fence fend fender
        fern ferns ferri ferries ferry fetch fever few fickle fico fiction fictional fiddler field fielder fielding
        fields fife fifth fight fighting figure figures file files fill filled film films filter final finally
        financial find finder finding finds fine finely finer fines finger finish finished fire fireman firm first
        fiscal fish fisher fisherman fishing fit fite fitting five fix flack flag flaming flank flash flat flatten
        flatter flattery flavors flax fleet fleeting flew flick flies flight fling flint flock flood floor flora
        flores flow flower flowers flows flurry fly flying focus focused foil folds folio folk folks follow followed
        following follows font food foot football footman for force forced forces ford fore foreign foreman forest
        forge forget form formal formation formed former formerly forms fort forth forts fortune forward foss fossa
        foster fought found founded founder founding fountain four fourth fox frac fraction frame frames fran franca
        franchise franco frank fray free freed freedman freedom freer freestone freeze frequently fresh freshwater
        fret friar fridge fried friend friendly friends fries frieze frisbee frock from front frost fruit fruits fry
        fu fudge fuel fuentes full fuller fully fun function functions funding funds funk furlough furnace furnish
        furrow furry further fury fusca fuse fuss future gable gables gadd gain gained gains gala gale gall gallant
        gallego gallery gallo gallon gallop gamble gambler game games gamma gander gang ganji gap garb garden gardener
        garland garner garret garrison gas gasque gate gates gather gathered gathers gauze gave gay gear gearing
        geiger gem gena gene genera general generally generated generation generous genesis genre gens gent gentle
        gentleman gentry genus gerard gers get gets getting ghee giant gift gills gin ginger girl girls girt gist give
        given gives giving glad gladden glade glance glass glasses glaze glee glen glimpse global gloria glory gloss
        glow go goal goals goers goes going gold golden goldfield goldsmith goldstein gondola gone gong gonna good
        goodly goodness goods goodwill gory got gotta gourd govern government governor grace graces grad grade graft
        grain gram grams grana grand grandchild granger grant granted grapes grass grate grave gravel gravely graves
        gray grayer great greater greatest greatly green greener greenhouse greet grew grey grief grieve grieves
        griffin grill grills grim grime grimes grinder grip grisham grist groom grooms gross grosser ground grounds
        group groups grove groves grow growing grown growth grumbling gu guard guardian gude guerra guerrero guess
        guest guests guild guile guise guitar guitarist gum gums gun gurney gust gut gutter guy guys gwyn ha hack
        hacker hacking had hae haft haggard hail hair half hall hallmark halls halo halt halter ham hamburger hamlet
        hammer hammers hammock hamper hampton hand handing handler hands handsome handy hang hank hanks hanna happen
        happened happy harbor harbour hard harden harder hardly hardy hare harm harmony harms harness harp harry harsh
        hartmann harvest has hash haste hasten hasty hat hatch hatchet hau have haven having hawk hawker hay hazard
        hazel hazy he head heading headland heads heal health heap heaps hear heard hearing heart heat heater heath
        heather heaven heavily heavy heckle hedge hedges height heir heist held helm helmet help helped helper helping
        hem hemp hence her herald herb herd here heritage hero herrero herring herself hew hey heys hick hidalgo
        hidden hides high higher highest highland highly hikes hill hillock hills hilt him himself hind hinders hint
        hire hires his hiss historic historical history hit hitch hives ho hoard hobby hockey hoff hold holder holding
        holds hole holes holiday hollering hollow holly holt holy home homes homestead honey honor honour hood hook
        hooker hooks hoop hoops hope hopes hopper hopping horn horns horror horse horseman horses hose hospital host
        hosted hot hotter hour hours house householder housekeeper housemate houses hover how howarth however huddle
        hue hug huge huh hull human humans humble hummingbird hundred hung hunger hunt hunter hunting huntress
        huntsman hurdle hurl hurles hurry hurt hurtado husband husbands hush husky hutch hy hypersonic ice idea ideas
        identified identify identity idol iglesias ill illegal im image images imes immediately impact imperial
        importance important impossible improve in ina inch inches include included includes including income increase
        increased increases increasing indeed independence independent indicate individual individuals industry
        inequality infield influence influenced information ing inhabitants initial initially ink inner innocent input
        inside inspired instance instead institutions instrument instruments insurance intended interest interested
        interesting internal international interview into introduce introduced invasion investigation investment
        invited involved ion ireland iris iron irons isa island islands isn issue issued issues items its itself ivory
        ivy ja jacinto jack jacket jacks jade jan jasmine jay jean jeans jersey jest jet jetty jewel jewels ji jin job
        jobs jock johns join joined jolly journey joy ju judge julio jump jumper jumping jumps june jung junio junior
        juniper junk jure jurist jury just justice ka kaba kale karma karman kasa kata kaye kaza ke keel keen keep
        keeping kegel keller kelp kempner ken kennel kept kerbs kettle key keys kibble kick kicker kicks kid kidney
        kids kill killed killer killin killings kilts kin kind kindred kinds king kingdom kingfisher kings kinsman
        kipper kirkman kirn kiss kist kit kitchen kitchens kite kitten kitty knee knew knife knight knightly knights
        knock know knowledge known knows knuckles knudsen ko koehler komo kot krey krieger krill krist kroeger ku kung
        kur ky
        """
}
