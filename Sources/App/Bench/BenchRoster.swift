import LanguageModel
import VectorIndex

/// An invented roster whose names are as common as people of the United States bear them, words such as "Grace" and
/// "King" among them.
enum BenchRoster {
    /// The commonest first; the census of 1990.
    private static let given = """
        Mary James Patricia John Linda Robert Barbara Michael Elizabeth William Jennifer David Maria Richard Susan
        Charles Margaret Joseph Dorothy Thomas Lisa Christopher Nancy Daniel Karen Paul Betty Mark Helen Donald Sandra
        George Donna Kenneth Carol Steven Ruth Edward Sharon Brian Michelle Ronald Laura Anthony Sarah Kevin Kimberly
        Jason Deborah Matthew Jessica Gary Shirley Timothy Cynthia Jose Angela Larry Melissa Jeffrey Brenda Frank Amy
        Scott Anna Eric Rebecca Stephen Virginia Andrew Kathleen Raymond Pamela Gregory Martha Joshua Debra Jerry
        Amanda Dennis Stephanie Walter Carolyn Patrick Christine Peter Marie Harold Janet Douglas Catherine Henry
        Frances Carl Ann Arthur Joyce Ryan Diane Roger Alice Joe Julie Juan Heather Jack Teresa Albert Doris Jonathan
        Gloria Justin Evelyn Terry Jean Gerald Cheryl Keith Mildred Samuel Katherine Willie Joan Ralph Ashley Lawrence
        Judith Nicholas Rose Roy Janice Benjamin Kelly Bruce Nicole Brandon Judy Adam Christina Harry Kathy Fred
        Theresa Wayne Beverly Billy Denise Steve Tammy Louis Irene Jeremy Jane Aaron Lori Randy Rachel Howard Marilyn
        Eugene Andrea Carlos Kathryn Russell Louise Bobby Sara Victor Anne Martin Jacqueline Ernest Wanda Phillip
        Bonnie Todd Julia Jesse Ruby Craig Lois Alan Tina Shawn Phyllis Clarence Norma Sean Paula Philip Diana Chris
        Annie Johnny Lillian Earl Emily Jimmy Robin Antonio Peggy Danny Crystal Bryan Gladys Tony Rita Luis Dawn Mike
        Connie Stanley Florence Leonard Tracy Nathan Edna Dale Tiffany Manuel Carmen Rodney Rosa Curtis Cindy Norman
        Grace Allen Wendy Marvin Victoria Vincent Edith Glenn Kim Jeffery Sherry Travis Sylvia Jeff Josephine Chad
        Thelma Jacob Shannon Lee Sheila Melvin Ethel Alfred Ellen Kyle Elaine Francis Marjorie Bradley Carrie Jesus
        Charlotte Herbert Monica Frederick Esther Ray Pauline Joel Emma Edwin Juanita Don Anita Eddie Rhonda Ricky
        Hazel Troy Amber Randall Eva Barry Debbie April Leslie Clara Lucille Jamie Joanne Eleanor Valerie Danielle
        Megan Alicia Suzanne Michele Gail Bertha Darlene Veronica Jill Erin Geraldine Lauren Cathy Joann Lorraine Lynn
        Sally Regina Erica Beatrice Dolores Bernice Audrey Yvonne Annette June Samantha Marion Dana Stacy Hope Faith
        Joy May Will Summer Autumn Ivy Lily Daisy Destiny Angel Chase Hunter Miles Grant Sky Harmony Melody Precious
        Charity Brook Violet Olive Jasmine
        """.split(whereSeparator: \.isWhitespace).map(String.init)
    private static let family = """
        Smith Johnson Williams Jones Brown Davis Miller Wilson Moore Taylor Anderson Thomas Jackson White Harris
        Martin Thompson Garcia Martinez Robinson Clark Rodriguez Lewis Lee Walker Hall Allen Young Hernandez King
        Wright Lopez Hill Scott Green Adams Baker Gonzalez Nelson Carter Mitchell Perez Roberts Turner Phillips
        Campbell Parker Evans Edwards Collins Stewart Sanchez Morris Rogers Reed Cook Morgan Bell Murphy Bailey Rivera
        Cooper Richardson Cox Howard Ward Torres Peterson Gray Ramirez James Watson Brooks Kelly Sanders Price Bennett
        Wood Barnes Ross Henderson Coleman Jenkins Perry Powell Long Patterson Hughes Flores Washington Butler Simmons
        Foster Gonzales Bryant Alexander Russell Griffin Diaz Hayes Myers Ford Hamilton Graham Sullivan Wallace Woods
        Cole West Jordan Owens Reynolds Fisher Ellis Harrison Gibson Mcdonald Cruz Marshall Ortiz Gomez Murray Freeman
        Wells Webb Simpson Stevens Tucker Porter Hunter Hicks Crawford Henry Boyd Mason Morales Kennedy Warren Dixon
        Ramos Reyes Burns Gordon Shaw Holmes Rice Robertson Hunt Black Daniels Palmer Mills Nichols Grant Knight
        Ferguson Rose Stone Hawkins Dunn Perkins Hudson Spencer Gardner Stephens Payne Pierce Berry Matthews Arnold
        Wagner Willis Ray Watkins Olson Carroll Duncan Snyder Hart Cunningham Bradley Lane Andrews Ruiz Harper Fox
        Riley Armstrong Carpenter Weaver Greene Lawrence Elliott Chavez Sims Austin Peters Kelley Franklin Lawson
        Fields Gutierrez Ryan Schmidt Carr Vasquez Castillo Wheeler Chapman Oliver Montgomery Richards Williamson
        Johnston Banks Meyer Bishop Mccoy Howell Alvarez Morrison Hansen Fernandez Garza Harvey Little Burton Stanley
        Nguyen George Jacobs Reid Kim Fuller Lynch Dean Gilbert Garrett Romero Welch Larson Frazier Burke Hanson Day
        Mendoza Moreno Bowman Medina Fowler Brewer Hoffman Carlson Silva Pearson Holland Douglas Fleming Jensen Vargas
        Byrd Davidson Hopkins May Terry Herrera Wade Soto Walters Curtis Neal Caldwell Lowe Jennings Barnett Graves
        Jimenez Horton Shelton Barrett Obrien Castro Sutton Gregory Mckinney Lucas Miles Craig Rodriquez Chambers Holt
        Lambert Fletcher Watts Bates Hale Rhodes Pena Beck Newman Haynes Mcdaniel Mendez Bush Vaughn Parks Dawson
        Santiago Norris Hardy Love Steele Curry Powers Schultz Barker Guzman Page Munoz Ball Keller Chandler Weber
        Leonard Walsh Lyons Ramsey Wolfe Schneider Mullins Benson Sharp Bowen Daniel Barber Cummings Hines Baldwin
        Griffith Valdez Hubbard Salazar Reeves Warner Stevenson Burgess Santos Tate Cross Garner Mann Mack Moss
        Thornton Dennis Mcgee Farmer Delgado Aguilar Vega Glover Manning Cohen Harmon Rodgers Robbins Newton Todd
        Blair Higgins Ingram Reese Cannon Strickland Townsend Potter Goodwin Walton Rowe Hampton Ortega Patton Swanson
        Joseph Francis Goodman Maldonado Yates Becker Erickson Hodges Rios Conner Adkins Webster Norman Malone Hammond
        Flowers Cobb Moody Quinn Blake Maxwell Pope Floyd Osborne Paul Mccarthy Guerrero Lindsey Estrada Sandoval
        Gibbs Tyler Gross Fitzgerald Stokes Doyle Sherman Saunders Wise Colon Gill Alvarado Greer Padilla Simon Waters
        Nunez Ballard Schwartz Mcbride Houston Christensen Klein Pratt Briggs Parsons Mclaughlin Zimmerman French
        Buchanan Moran Copeland Roy Pittman Brady Mccormick Holloway Brock Poole Frank Logan Owen Bass Marsh Drake
        Wong Jefferson Park Morton Abbott Sparks Patrick Norton Huff Clayton Massey Lloyd Figueroa Carson Bowers
        Roberson Barton Tran Lamb Harrington Casey Boone Cortez Clarke Mathis Singleton Wilkins Cain Bryan Underwood
        Hogan Mckenzie Collier Luna Phelps Mcguire Allison Bridges Wilkerson Nash Summers Atkins Wilcox Pitts Conley
        Marquez Burnett Richard Cochran Chase Davenport Hood Gates Clay Ayala Sawyer Roman Vazquez Dickerson Hodge
        Acosta Flynn Espinoza Nicholson Monroe Wolf Morrow Kirk Randall Anthony Whitaker Oconnor Skinner Ware Molina
        Kirby Huffman Bradford Charles Gilmore Dominguez Oneal Bruce Lang Combs Kramer Heath Hancock Gallagher Gaines
        Shaffer Short Wiggins Mathews Mcclain Fischer Wall Small Melton Hensley Bond Dyer Cameron Grimes Contreras
        Christian Wyatt Baxter Snow Mosley Shepherd Larsen Hoover Beasley Glenn Petersen Whitehead Meyers Keith
        Garrison Vincent Shields Horn Savage Olsen Schroeder Hartman Woodard Mueller Kemp Deleon Booth Patel Calhoun
        Wiley Eaton Cline Navarro Harrell Lester Humphrey Parrish
        """.split(whereSeparator: \.isWhitespace).map(String.init)

    static func names(_ count: Int, _ random: inout SplitMix64) -> [RosterNames.Name] {
        (0..<count).map { _ in .init(given: pick(given, &random), family: pick(family, &random)) }
    }

    /// The more often, the nearer to the beginning: as names are spread, roughly by their rank.
    private static func pick(_ names: [String], _ random: inout SplitMix64) -> String {
        let part = Double.random(in: 0..<1, using: &random)
        return names[min(names.count - 1, Int(Double(names.count) * part * part))]
    }
}
